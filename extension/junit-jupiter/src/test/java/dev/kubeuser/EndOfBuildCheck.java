// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.kinds.EndOfBuild;

/** Runs when all tests of this module have, in a JVM of its own. */
class EndOfBuildCheck extends EndOfBuild {}
