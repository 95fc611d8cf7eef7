import sortedBtree from "sorted-btree";

type SortedTreeClass = typeof sortedBtree.default;

// The package is CommonJS: Node hands its class out under `default`, Bun as the import itself.
export const SortedTree = sortedBtree.default ?? (sortedBtree as unknown as SortedTreeClass);
export type SortedTree<Key, Value> = InstanceType<typeof SortedTree<Key, Value>>;
