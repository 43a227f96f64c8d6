import { defineConfig } from "@kubb/core";
import { pluginOas } from "@kubb/plugin-oas";
import { pluginTs } from "@kubb/plugin-ts";

/** `enumType: "asConst"` keeps values as they are; types alone, for whichever client calls. */
export default defineConfig({
  input: { path: "../../openapi/v1.json" },
  output: { path: "../../build/clients/kubb", clean: true },
  plugins: [pluginOas({ generators: [] }), pluginTs({ enumType: "asConst", output: { path: "index.ts", barrelType: false } })],
});
