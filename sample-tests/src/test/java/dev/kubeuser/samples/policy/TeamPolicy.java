// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The policy of a team as it is deployed, with one of each group: what all tests of it have in common. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@KubeManifests("${team.policies:-policies/}")
@KubeUser(value = "alice", groups = "developers")
@KubeUser(value = "erin", groups = "sre")
@KubeUser(value = "audrey", groups = "auditors")
@KubeServiceAccount("ci/deployer")
@interface TeamPolicy {}
