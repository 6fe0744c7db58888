package dev.kubeuser.archive;

/** A sentence that tells a person what to do. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String sentence) {
        super(sentence);
    }
}
