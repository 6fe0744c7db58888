// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.cucumber;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The features and steps of this package, for Surefire, which looks for classes. */
@Suite
@IncludeEngines("cucumber")
@ConfigurationParameter(key = "cucumber.glue", value = "dev.kubeuser.samples.cucumber")
@SelectPackages("dev.kubeuser.samples.cucumber")
class FeaturesTest {}
