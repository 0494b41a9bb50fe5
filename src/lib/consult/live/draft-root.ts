/** The draft of an answer as a Y.Doc: a text for each field, and one map of choices. Only its signed copy enters the record. */

/** Names of fields and choices. */
export const draftName = /^[a-z][a-z-]{0,31}$/;
export const choicesRoot = 'choices';
export const longestChoice = 200;
/** Fields beyond it are refused. */
export const mostFields = 32;
