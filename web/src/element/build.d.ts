/** web/package.json's version. */
declare const __VERSION__: string;
