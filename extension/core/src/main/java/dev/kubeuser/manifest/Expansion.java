package dev.kubeuser.manifest;

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

    private int nodes;
    private int repeated;
    private long characters;
    private long repeatedCharacters;
    private int depth;

    /** How much was read, or is repeated by an alias. */
    record Size(int nodes, long characters) {

        Size since(Size earlier) {
            return new Size(nodes - earlier.nodes, characters - earlier.characters);
        }
    }

    /** The size of what was read so far, with all that aliases repeat. */
    Size size() {
        return new Size(nodes, characters);
    }

    /**
     * Enters a node that is read.
     *
     * @param length the length of a scalar; else 0
     * @throws IllegalArgumentException if the document exceeds a limit
     */
    void enter(int length) {
        nodes++;
        characters += length;
        deepen();
        requireModest();
    }

    /**
     * Counts what an alias repeats.
     *
     * @throws IllegalArgumentException if the document exceeds a limit
     */
    void repeat(Size size) {
        nodes += size.nodes;
        repeated += size.nodes;
        characters += size.characters;
        repeatedCharacters += size.characters;
        requireModest();
    }

    /**
     * Enters a node that is repeated, and counted already.
     *
     * @throws IllegalArgumentException if the document exceeds a limit
     */
    void deepen() {
        depth++;
        if (depth > DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + DEPTH + " levels");
        }
    }

    void leave() {
        depth--;
    }

    private void requireModest() {
        boolean isMuch = repeated > FEW_ALIASED && nodes > FEW_NODES && repeated > allowedShare() * nodes;
        if (isMuch || repeatedCharacters > CHARACTERS) {
            throw new IllegalArgumentException(
                    "excessive aliasing: aliases repeat too much of the document; write out what they repeat");
        }
    }

    private double allowedShare() {
        double size = (double) (Math.max(SMALL, Math.min(nodes, LARGE)) - SMALL) / (LARGE - SMALL);
        return SHARE_OF_SMALL - (SHARE_OF_SMALL - SHARE_OF_LARGE) * size;
    }
}
