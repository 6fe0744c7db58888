package dev.kubeuser.manifest;

/**
 * A part of a file that is parsed separately.
 *
 * @param linesBefore how many lines precede it
 * @param text the part
 */
record TextPart(int linesBefore, String text) {}
