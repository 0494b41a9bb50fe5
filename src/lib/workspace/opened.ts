/** What lies open over the pictures (`Dialogs.svelte`); null: nothing. */
export type Opened = 'help' | 'palette' | 'about' | 'more' | 'measure' | 'studies' | null;
