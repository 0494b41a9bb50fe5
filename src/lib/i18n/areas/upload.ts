import { uploadEn } from './upload-en.ts';
import { uploadTh } from './upload-th.ts';

export const uploadWords = { th: uploadTh, en: uploadEn };
