package dev.kubeuser.table.internal;

/** One line of a table, which is a test. Its text is the name of the test. */
public sealed interface TableLine permits AccessLine, IdentityLine {

    /** The file and line, for messages. */
    String place();
}
