import { createContext, use } from 'react';

/** What may lie over the page; one at a time. */
export type Layer = 'search' | 'report' | 'palette' | 'keys' | 'create_project' | 'delete_project';

interface FrameControls {
  open: (layer: Layer) => void;
}
export const FrameContext = createContext<FrameControls>({ open: () => undefined });
export const useFrame = (): FrameControls => use(FrameContext);
