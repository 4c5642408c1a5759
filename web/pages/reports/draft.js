// What somebody writes into a report, until it is saved: kept by period while the page is open, so that another
// language, or a look at the posts behind a figure, costs no word. `base` is the version it was made from.

const drafts = new Map();
addEventListener('beforeunload', (event) => drafts.size > 0 && event.preventDefault());

export const draftOf = (period) => drafts.get(period) ?? null;

export function startDraft(period, text) {
  drafts.set(period, {
    base: text?.version ?? 0,
    title: text?.title ?? '',
    summary: text?.summary ?? '',
    comments: {...text?.comments},
    leftOut: new Set(text?.left_out ?? [])
  });
  return draftOf(period);
}

export const dropDraft = (period) => drafts.delete(period);

// As PUT …/text takes it.
export const bodyOf = (draft, by) => ({
  by,
  title: draft.title.trim(),
  summary: draft.summary.trim(),
  comments: Object.fromEntries(Object.entries(draft.comments).filter(([, words]) => words.trim() !== '')),
  left_out: [...draft.leftOut]
});
