/** What a release needs beside Maven: its notes, and checks of what was staged. */
@NullMarked
package dev.kubeuser.release;

import org.jspecify.annotations.NullMarked;
