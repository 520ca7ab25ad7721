/** docs/architecture.md as a test: each failure is the sentence to follow. The parts are in structure/. */

import "./structure/imports.ts";
import "./structure/one-place.ts";
import "./structure/messages.ts";
import "./structure/documents.ts";
import "./structure/unsafe.ts";
import "./structure/conventions.ts";
