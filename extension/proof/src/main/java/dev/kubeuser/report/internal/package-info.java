/** Writes the report: JSON, HTML, SARIF and Markdown. */
@NullMarked
package dev.kubeuser.report.internal;

import org.jspecify.annotations.NullMarked;
