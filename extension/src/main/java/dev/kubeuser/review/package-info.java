/**
 * Questions about access, and the access reviews by which the API server answers them.
 */
@NullMarked
package dev.kubeuser.review;

import org.jspecify.annotations.NullMarked;
