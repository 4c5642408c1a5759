// The curve of a group as the engine gives it: how fine to ask for it, and its answer as a list of buckets.

import {ApiError, get, part} from '../core/api.js';

const STEP_SECS = [5, 10, 30, 60, 300, 600, 1800, 3600, 10800, 21600, 43200, 86400, 604800, 2419200];

// The finest plain step that shows the group's whole life in at most so many buckets.
function stepOf(group, buckets) {
  const secs = (Date.parse(group.last_at) - Date.parse(group.first_at)) / 1000;
  return STEP_SECS.find((step) => secs / step <= buckets);
}

async function ask(group, step) {
  const path = `groups/${part(group.id)}/timeline`;
  try {
    return await get(path, {step: step === undefined ? null : `${step}s`});
  } catch (failure) {
    // Late posts may reach far before what the group says of itself: then the engine chooses.
    if (failure instanceof ApiError && failure.status === 400 && step !== undefined) return get(path);
    throw failure;
  }
}

// {spanMs, buckets: [{at (ms), posts, complaints, joined, people}]} of a group's whole life, in order of time, in about
// `most` buckets at most. Throws ApiError.
export async function getTimeline(group, most) {
  const answer = await ask(group, stepOf(group, most));
  const buckets = answer.times.map((time, i) => ({
    at: Date.parse(time),
    posts: answer.posts[i],
    complaints: answer.complaints[i],
    joined: answer.new_complainants[i],
    people: answer.complainants[i],
  }));
  return {spanMs: answer.step_secs * 1000, buckets};
}
