// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

/** Tests of an operator that lacks much. */
@KubeManifests(value = "classpath:denials/operator.yaml", createNamespaces = true)
@KubeServiceAccount("denials-test/operator")
abstract class OperatorCase {}
