/**
 * Questions about access: who asks in these words is asked back about what no API server knows.
 */
@NullMarked
package dev.kubeuser.query;

import org.jspecify.annotations.NullMarked;
