// What is shown of protection against somebody who interferes, when somebody opens it: one part of the page, loaded then.
export { chain } from './chain';
export { whatIf } from './what-if';
