export { createGeminiEmbedder } from './embedder.ts';
export { createGeminiPlanner } from './planner.ts';
export { createGeminiSummarizer } from './summarizer.ts';
