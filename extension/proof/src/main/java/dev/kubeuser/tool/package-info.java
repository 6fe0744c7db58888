/**
 * What tools call outside of a test run, such as the command line and plugins of build tools: what the JVMs of a build
 * recorded and what it proves, policies in files, commands and tables on a cluster, and the clusters that JVMs left for
 * others.
 */
@NullMarked
package dev.kubeuser.tool;

import org.jspecify.annotations.NullMarked;
