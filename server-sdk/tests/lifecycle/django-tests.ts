/**
 * Lists every test in `tests/sessions_tests/tests.py` of Django 5.2 with the test that checks the same here. A test and its
 * `_async` twin are one entry, because we have one implementation. Tests of the mixin run over every engine.
 */

/** A case of this suite names the Django test among its `ports`. */
export const here = "the lifecycle suite";
const oracle = "server-sdk/tests/oracle/oracle.test.ts";
const dictionary = "server-sdk/src/core/session/session.test.ts";
const cached = "server-sdk/src/stores/cached-database.test.ts";
const commandLine = "server-sdk/tests/cli.test.ts";
/** We have nothing like it to test; the text that docs/django.md says instead. */
const differs = (text: string) => ({ differs: text });
const noModels = differs("There are no models to extend");
const noBaseClass = differs("There is no class to inherit from");
const cacheInTheUrl = differs("in the URL of `store`");

export type Counterpart = string | { readonly differs: string };

export const djangoTests: Readonly<Record<string, Readonly<Record<string, Counterpart>>>> = {
  SessionTestsMixin: {
    test_new_session: dictionary,
    test_get_empty: oracle,
    test_store: oracle,
    test_pop: oracle,
    test_pop_default: oracle,
    test_pop_default_named_argument: dictionary,
    test_pop_no_default_keyerror_raised: oracle,
    test_setdefault: oracle,
    test_update: oracle,
    test_has_key: oracle,
    test_values: dictionary,
    test_keys: oracle,
    test_items: oracle,
    test_clear: here,
    test_save: here,
    test_delete: here,
    test_flush: here,
    test_cycle: here,
    test_cycle_with_no_session_cache: here,
    test_save_doesnt_clear_data: here,
    test_invalid_key: here,
    test_session_key_empty_string_invalid: here,
    test_session_key_too_short_invalid: here,
    test_session_key_valid_string_saved: here,
    test_session_key_is_read_only: dictionary,
    test_default_expiry: here,
    test_custom_expiry_seconds: here,
    test_custom_expiry_timedelta: here,
    test_custom_expiry_datetime: here,
    test_custom_expiry_reset: here,
    test_get_expire_at_browser_close: here,
    test_decode: here,
    test_decode_failure_logged_to_security: here,
    test_decode_serializer_exception: here,
    test_actual_expiry: here,
    test_session_load_does_not_create_record: here,
    test_session_save_does_not_resurrect_session_logged_out_in_other_context: here,
  },
  DatabaseSessionTests: {
    test_session_str: noModels,
    test_session_get_decoded: "server-sdk/src/stores/database.test.ts",
    test_sessionmanager_save: noModels,
    test_clearsessions_command: here,
    test_aclear_expired: here,
  },
  CustomDatabaseSessionTests: {
    test_extra_session_field: noModels,
    test_custom_expiry_reset: here,
    test_default_expiry: here,
  },
  CacheDBSessionTests: {
    test_exists_searches_cache_first: cached,
    test_load_overlong_key: here,
    test_non_default_cache: cacheInTheUrl,
    test_cache_set_failure_non_fatal: cached,
    test_cache_async_set_failure_non_fatal: cached,
  },
  FileSessionTests: {
    test_configuration_check: differs("`FileStore` makes its directory where it is missing"),
    test_invalid_key_backslash: here,
    test_invalid_key_forwardslash: here,
    test_clearsessions_command: here,
  },
  CacheSessionTests: {
    test_load_overlong_key: here,
    test_default_cache: cacheInTheUrl,
    test_non_default_cache: cacheInTheUrl,
    test_create_and_save: oracle,
  },
  SessionMiddlewareTests: {
    test_secure_session_cookie: oracle,
    test_httponly_session_cookie: oracle,
    test_samesite_session_cookie: oracle,
    test_no_httponly_session_cookie: oracle,
    test_session_save_on_500: here,
    test_session_save_on_5xx: here,
    test_session_update_error_redirect: here,
    test_session_delete_on_end: oracle,
    test_session_delete_on_end_with_custom_domain_and_path: oracle,
    test_flush_empty_without_session_cookie_doesnt_set_cookie: here,
    test_empty_session_saved: here,
  },
  CookieSessionTests: { test_unpickling_exception: here },
  ClearSessionsCommandTests: { test_clearsessions_unsupported: commandLine },
  SessionBaseTests: {
    test_create: noBaseClass,
    test_delete: noBaseClass,
    test_exists: noBaseClass,
    test_load: noBaseClass,
    test_save: noBaseClass,
    test_test_cookie: here,
    test_is_empty: oracle,
  },
};
