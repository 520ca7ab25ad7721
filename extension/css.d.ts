/** Lets a module import a style sheet, which the bundler collects. */
declare module "*.css";
/** The text of the styles, for a shadow root. */
declare module "*.css?inline" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: as the bundler exports it
  export default text;
}
