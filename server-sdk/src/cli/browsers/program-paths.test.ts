import { describe, expect, test } from "vitest";
import { programPaths, type System } from "./program-paths.ts";

test("on Linux: the names that distributions use, in every folder of the PATH", () => {
  const linux: System = { platform: "linux", environment: { PATH: "/usr/bin:/snap/bin" }, home: "/home/ada" };
  expect(programPaths("chromium", linux)).toEqual([
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/usr/bin/chromium-browser",
    "/snap/bin/chromium-browser",
  ]);
  expect(programPaths("chrome", linux)).toContain("/usr/bin/google-chrome");
  expect(programPaths("edge", linux)).toContain("/usr/bin/microsoft-edge");
  expect(programPaths("firefox", linux)).toContain("/snap/bin/firefox");
  for (const PATH of ["", ":.:bin", undefined]) {
    expect(programPaths("firefox", { ...linux, environment: { PATH } })).toEqual([]);
  }
});

describe("on macOS: applications of the machine, of the user, then the PATH", () => {
  const mac: System = { platform: "darwin", environment: { PATH: "/opt/homebrew/bin" }, home: "/Users/ada" };
  test.each([
    ["chromium", "Chromium.app/Contents/MacOS/Chromium"],
    ["chrome", "Google Chrome.app/Contents/MacOS/Google Chrome"],
    ["edge", "Microsoft Edge.app/Contents/MacOS/Microsoft Edge"],
    ["firefox", "Firefox.app/Contents/MacOS/firefox"],
  ] as const)("%s", (browser, application) => {
    const [machine, user, ...others] = programPaths(browser, mac);
    expect([machine, user]).toEqual([`/Applications/${application}`, `/Users/ada/Applications/${application}`]);
    expect(others.every((path) => path.startsWith("/opt/homebrew/bin/"))).toBe(true);
  });
});

describe("on Windows: programs of the machine, of either width, then of the user", () => {
  const windows: System = {
    platform: "win32",
    environment: {
      PATH: "C:\\Windows",
      ProgramFiles: "D:\\Program Files",
      "ProgramFiles(x86)": "D:\\Program Files (x86)",
      LOCALAPPDATA: "D:\\Users\\ada\\AppData\\Local",
    },
    home: "D:\\Users\\ada",
  };
  test.each([
    ["chromium", "Chromium\\Application\\chrome.exe"],
    ["chrome", "Google\\Chrome\\Application\\chrome.exe"],
    ["edge", "Microsoft\\Edge\\Application\\msedge.exe"],
    ["firefox", "Mozilla Firefox\\firefox.exe"],
  ] as const)("%s", (browser, program) => {
    expect(programPaths(browser, windows)).toEqual([
      `D:\\Program Files\\${program}`,
      `D:\\Program Files (x86)\\${program}`,
      `D:\\Users\\ada\\AppData\\Local\\${program}`,
    ]);
  });

  test("a folder that the environment does not name is left out", () => {
    const { LOCALAPPDATA } = windows.environment;
    expect(programPaths("edge", { ...windows, environment: { LOCALAPPDATA } })).toHaveLength(1);
  });
});
