/** words/en.json's "failed.not-started", put in by the build: the words of all languages come with what could not be loaded. */
declare const __NOT_STARTED__: string;
/** web/package.json's version. */
declare const __VERSION__: string;
