/** Tables whose lines are tests: reads them, checks a line, and writes cells. */
@NullMarked
package dev.kubeuser.table.internal;

import org.jspecify.annotations.NullMarked;
