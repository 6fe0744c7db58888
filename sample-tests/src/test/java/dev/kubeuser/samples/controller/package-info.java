/** A controller under the rights that it has in production. */
@NullMarked
package dev.kubeuser.samples.controller;

import org.jspecify.annotations.NullMarked;
