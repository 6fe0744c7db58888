/**
 * The answers of the API server to questions about access: by access reviews, and by real requests that change nothing.
 */
@NullMarked
package dev.kubeuser.question;

import org.jspecify.annotations.NullMarked;
