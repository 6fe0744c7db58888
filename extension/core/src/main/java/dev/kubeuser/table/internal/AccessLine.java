package dev.kubeuser.table.internal;

/** One line of an {@code @AccessTable}. Its text is its {@linkplain LineWords words}. */
public sealed interface AccessLine extends TableLine permits SubjectLine, StatementLine {

    /** How the table says it. */
    LineWords words();
}
