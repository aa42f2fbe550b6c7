export { createGeminiEmbedder } from './embedder.ts';
export { createGeminiJudge } from './judge.ts';
export { createGeminiPlanner } from './planner.ts';
export { createGeminiSummarizer } from './summarizer.ts';
