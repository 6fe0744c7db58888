// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

/** The forms in which commands print what they find. */
enum Format {
    TEXT,
    MARKDOWN,
    JSON,
    SARIF
}
