/**
 * Questions about access, which the API server answers: by access reviews, and by real requests that change nothing.
 */
@NullMarked
package dev.kubeuser.question;

import org.jspecify.annotations.NullMarked;
