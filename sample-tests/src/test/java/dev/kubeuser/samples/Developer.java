// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import dev.kubeuser.KubeUser;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

@Retention(RetentionPolicy.RUNTIME)
@KubeUser(value = "dev", groups = "developers")
public @interface Developer {}
