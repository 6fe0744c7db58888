package dev.kubeuser.manifest;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Counts the nodes of a document as its aliases are expanded. A few lines can expand to billions of nodes. Rejects what
 * kubectl rejects, with the same limits.
 *
 * @see <a href="https://github.com/kubernetes-sigs/yaml/blob/v1.6.0/goyaml.v2/decode.go">kubectl's parser</a>
 */
final class Expansion {

    /** Schemas of custom resources are deeper than parsers usually allow. */
    static final int DEPTH = 500;

    private static final int FEW_NODES = 1000;
    private static final int FEW_ALIASED = 100;
    private static final int SMALL = 400_000;
    private static final int LARGE = 4_000_000;
    private static final double SHARE_OF_SMALL = 0.99;
    private static final double SHARE_OF_LARGE = 0.10;
    private static final long CHARACTERS = 16L * 1024 * 1024;

    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;
    private int aliased;
    private long characters;
    private int depth;
    private int depthOfAliases;

    /**
     * Enters a node. A node that was seen before is an alias.
     *
     * @return whether it is an alias, for {@link #leave}
     * @throws IllegalArgumentException if the document exceeds a limit
     */
    boolean enter(Node node) {
        boolean isAlias = !seen.add(node);
        depth++;
        nodes++;
        depthOfAliases += isAlias ? 1 : 0;
        if (depthOfAliases > 0) {
            aliased++;
            characters += node instanceof ScalarNode scalar ? scalar.getValue().length() : 0;
        }
        if (depth > DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + DEPTH + " levels");
        }
        boolean isMuch = aliased > FEW_ALIASED && nodes > FEW_NODES && aliased > allowedShare() * nodes;
        if (isMuch || characters > CHARACTERS) {
            throw new IllegalArgumentException(
                    "excessive aliasing: aliases repeat too much of the document; write out what they repeat");
        }
        return isAlias;
    }

    void leave(boolean isAlias) {
        depth--;
        depthOfAliases -= isAlias ? 1 : 0;
    }

    private double allowedShare() {
        double size = (double) (Math.max(SMALL, Math.min(nodes, LARGE)) - SMALL) / (LARGE - SMALL);
        return SHARE_OF_SMALL - (SHARE_OF_SMALL - SHARE_OF_LARGE) * size;
    }
}
