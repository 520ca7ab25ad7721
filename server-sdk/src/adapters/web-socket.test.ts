import { once } from "node:events";
import { createServer } from "node:http";
import { Server as SocketServer } from "socket.io";
import { io } from "socket.io-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { Session } from "../core/session/property-access.ts";
import { createSessions, type Sessions } from "../create-sessions.ts";
import { MemoryStore } from "../stores/memory.ts";
import { SignedCookieStore } from "../stores/signed-cookie.ts";
import { Visitor } from "../testing/adapter-suite/visitor.ts";
import { WatchedStore } from "../testing/adapter-suite/watched-store.ts";
import { listen } from "../testing/adapter-suite.ts";
import { expressSessions } from "./express.ts";
import { nodeSessions } from "./node-http.ts";
import { useSession } from "./web-socket.ts";

interface Data {
  name?: string;
  count?: number;
}

/** A server whose socket does with the session what the message says; over HTTP, what the path says. */
async function start(settings: Parameters<typeof createSessions>[0] = { store: "memory:" }) {
  const sessions = await createSessions<Data>(settings);
  const server = createServer(
    nodeSessions(sessions, async ({ url }, response, session) => {
      if (url === "/in") session.name = "Ada";
      if (url === "/out") await session.flush();
      if (url === "/cycle") await session.cycleKey();
      response.end(JSON.stringify(session));
    }),
  );
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on("connection", (socket, request) => {
    socket.on("message", async (message) => {
      try {
        const answer = await useSession(sessions, request, async (session) => {
          const command = String(message);
          if (command === "count") session.count = (session.count ?? 0) + 1;
          if (command === "flush") await session.flush();
          if (command === "cycle") await session.cycleKey();
          if (command === "throw") {
            session.count = 100;
            throw new RangeError("thrown");
          }
          return JSON.stringify({ ...session.toJSON(), empty: session.isEmpty() });
        });
        socket.send(answer);
      } catch (error) {
        socket.send((error as Error).name);
      }
    });
  });
  const serveSockets = () =>
    server.on("upgrade", (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
    });
  const { origin, close } = await listen(server);
  const visitor = new Visitor(origin);
  onTestFinished(async () => {
    visitor.close();
    for (const socket of sockets.clients) socket.terminate();
    await close();
    await sessions.close();
  });
  const connect = async () => {
    if (server.listenerCount("upgrade") === 0) serveSockets();
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const socket = new WebSocket(origin.replace("http", "ws"), { headers: { cookie } });
    await once(socket, "open");
    return async (command: string): Promise<string> => {
      const answer = once(socket, "message");
      socket.send(command);
      return String((await answer)[0]);
    };
  };
  return { visitor, connect, server, sessions };
}

describe("useSession", () => {
  test("reads and changes the session of the visitor, as it is at that moment", async () => {
    const { visitor, connect } = await start();
    await visitor.get("/in");
    const ask = await connect();
    expect(JSON.parse(await ask("look"))).toEqual({ name: "Ada", empty: false });
    expect(JSON.parse(await ask("count"))).toMatchObject({ count: 1 });
    expect(JSON.parse((await visitor.get("/")).body)).toEqual({ name: "Ada", count: 1 });
    expect(JSON.parse(await ask("count"))).toMatchObject({ count: 2 });
  });

  test.each([
    ["waiting", true],
    ["immediate", false],
  ])("sees that the visitor signed out, or got a new key (%s store)", async (_, waiting) => {
    const { visitor, connect } = await start({ store: new WatchedStore(new MemoryStore(), waiting) });
    await visitor.get("/in");
    const ask = await connect();
    await visitor.get("/cycle");
    expect(JSON.parse(await ask("look"))).toEqual({ empty: true });
    const again = await connect();
    expect(JSON.parse(await again("look"))).toMatchObject({ name: "Ada" });
    await visitor.get("/out");
    expect(JSON.parse(await again("look"))).toEqual({ empty: true });
  });

  test("refuses what would need a cookie, and stores nothing of it", async () => {
    const store = new WatchedStore(new MemoryStore(), false);
    const { visitor, connect } = await start({ store });
    const stranger = await connect();
    expect(JSON.parse(await stranger("look"))).toEqual({ empty: true });
    expect(await stranger("count")).toBe("HeadersSentError");
    expect(store.asked).toEqual([]);
    await visitor.get("/in");
    const ask = await connect();
    expect(await ask("cycle")).toBe("HeadersSentError");
    expect(JSON.parse(await ask("look"))).toEqual({ name: "Ada", empty: false });
  });

  test("can end the session", async () => {
    const { visitor, connect } = await start();
    await visitor.get("/in");
    const ask = await connect();
    expect(JSON.parse(await ask("flush"))).toEqual({ empty: true });
    expect(await (await visitor.get("/")).body).toBe("{}");
  });

  test("saves nothing of what throws, and tells when the store fails", async () => {
    const store = new WatchedStore(new MemoryStore(), false);
    const { visitor, connect } = await start({ store });
    await visitor.get("/in");
    const ask = await connect();
    expect(await ask("throw")).toBe("RangeError");
    expect(JSON.parse(await ask("look"))).toEqual({ name: "Ada", empty: false });
    store.failure = new Error("down");
    expect(await ask("count")).toBe("StoreError");
  });

  test("a session that lives in its cookie can be read, not changed", async () => {
    const { visitor, connect } = await start({
      store: new SignedCookieStore({ secret: "0123456789abcdef0123456789" }),
    });
    await visitor.get("/in");
    const ask = await connect();
    expect(JSON.parse(await ask("look"))).toEqual({ name: "Ada", empty: false });
    expect(await ask("count")).toBe("HeadersSentError");
    expect(await ask("flush"), "a logout that would do nothing").toBe("HeadersSentError");
  });

  test("works from the handshake and the messages of socket.io", async () => {
    const { visitor, server, sessions } = await start();
    await visitor.get("/in");
    const sockets = new SocketServer(server);
    sockets.use((socket, next) => {
      useSession(sessions, socket.request, (session) => {
        socket.data.name = session.name;
      }).then(() => next(), next);
    });
    sockets.on("connection", (socket) => {
      socket.on("count", async (answer) => {
        answer(await useSession(sessions, socket.request, (session) => (session.count = (session.count ?? 0) + 1)));
      });
      socket.emit("hello", socket.data.name);
    });
    const cookie = `sessionid=${visitor.cookies.get("sessionid")}`;
    for (const transports of [["websocket"], ["polling"]]) {
      const client = io(visitor.origin, { transports, extraHeaders: { cookie }, forceNew: true });
      const greeting = new Promise((resolve) => client.once("hello", resolve));
      expect(await greeting).toBe("Ada");
      const count = transports[0] === "websocket" ? 1 : 2;
      expect(await client.emitWithAck("count")).toBe(count);
      client.close();
    }
    expect(JSON.parse((await visitor.get("/")).body)).toEqual({ name: "Ada", count: 2 });
    await sockets.close();
  });
});

describe("expressSessions as a middleware of socket.io", () => {
  type SocketMiddleware = Parameters<SocketServer["engine"]["use"]>[0];
  const mounts: Record<string, (sockets: SocketServer, sessions: SocketMiddleware) => void> = {
    "io.engine.use": (sockets, sessions) => void sockets.engine.use(sessions),
    "io.use with a wrapper": (sockets, sessions) => {
      sockets.use((socket, next) => sessions(socket.request as never, {} as never, next as never));
    },
    both: (sockets, sessions) => {
      mounts["io.engine.use"]!(sockets, sessions);
      mounts["io.use with a wrapper"]!(sockets, sessions);
    },
  };
  const transports = ["websocket", "polling"] as const;

  test.each(Object.keys(mounts).flatMap((mount) => transports.map((transport) => [mount, transport] as const)))(
    "%s over %s: the session is there to read, and a change throws, saying what to use",
    async (mount, transport) => {
      const { visitor, server, sessions } = await start({ store: "memory:", debug: { token: "0123456789abcdefghij" } });
      await visitor.get("/in");
      const sockets = new SocketServer(server);
      mounts[mount]!(sockets, expressSessions(sessions as Sessions) as never);
      sockets.on("connection", (socket) => {
        const { session } = socket.request as unknown as { session: Session<Data> };
        let thrown: unknown;
        try {
          session.count = 1;
        } catch (error) {
          thrown = error;
        }
        socket.emit("hello", session.name, String(thrown));
      });
      const cookie = `sessionid=${visitor.cookies.get("sessionid")}`;
      const client = io(visitor.origin, { transports: [transport], extraHeaders: { cookie }, forceNew: true });
      const [name, thrown] = await new Promise<string[]>((resolve) => client.once("hello", (...said) => resolve(said)));
      expect(name).toBe("Ada");
      // Over polling the handshake has an answer of its own, which has left.
      const answered = mount === "io.engine.use" && transport === "polling";
      expect(thrown).toMatch(answered ? /^HeadersSentError/ : /^HeadersSentError.*useSession\(sessions/);
      client.close();
      expect(JSON.parse((await visitor.get("/")).body)).toEqual({ name: "Ada" });
      await sockets.close();
    },
  );
});
