/** Lets a module import a style sheet, which the bundler collects. */
declare module "*.css";
