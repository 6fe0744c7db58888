/**
 * Questions about access in words, before an API server is asked: who asks about what no API server knows is asked
 * back. The room {@code question} sends them.
 */
@NullMarked
package dev.kubeuser.query;

import org.jspecify.annotations.NullMarked;
