/** Parameter: role. Returns the fence of the one who takes it. */
export const NEXT_FENCE = `
INSERT INTO roles (role, fence) VALUES (?, 1)
ON CONFLICT (role) DO UPDATE SET fence = fence + 1
RETURNING fence
`;
