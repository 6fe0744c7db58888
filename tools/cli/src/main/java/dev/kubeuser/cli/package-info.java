/** The command line: reports, thresholds and questions about a policy, without a test run. */
@NullMarked
package dev.kubeuser.cli;

import org.jspecify.annotations.NullMarked;
