// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;

/** The same with a policy, and so with a recorder. */
@KubeManifests(value = "classpath:proof/round-trips.yaml", createNamespaces = true)
@KubeUser("traveller")
public class RecordedRoundTripsCase extends RoundTripsCase {}
