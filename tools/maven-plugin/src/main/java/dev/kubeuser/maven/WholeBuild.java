// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * The modules that one execution of a goal is about: those whose POM has it or, for a goal of the command line, all.
 * The work is done once, in the last of them, because only then all tests have run.
 *
 * @param session the build
 * @param execution the execution
 */
record WholeBuild(MavenSession session, MojoExecution execution) {

    /** Whether the goal was named on the command line, possibly long after the tests. */
    boolean isAskedByHand() {
        return execution.getSource() == MojoExecution.Source.CLI;
    }

    /** Returns the modules, whether or not this build builds them. */
    List<MavenProject> modules() {
        return session.getAllProjects().stream().filter(this::isMember).toList();
    }

    private boolean isMember(MavenProject project) {
        if (isAskedByHand()) {
            return true;
        }
        Plugin plugin = project.getPlugin(execution.getPlugin().getKey());
        return plugin != null && plugin.getExecutions().stream().anyMatch(this::isSame);
    }

    private boolean isSame(PluginExecution other) {
        return other.getId().equals(execution.getExecutionId())
                && other.getGoals().contains(execution.getGoal());
    }

    /**
     * Notes that the goal was called in a module, and returns whether it was the last one to wait for. Modules may be
     * built in parallel.
     */
    boolean isLast(MavenProject module) {
        Map<String, Object> context = session.getPluginContext(
                execution.getMojoDescriptor().getPluginDescriptor(), session.getTopLevelProject());
        @SuppressWarnings("unchecked")
        Set<String> called = (Set<String>) context.computeIfAbsent(
                execution.getGoal() + '/' + execution.getExecutionId(), first -> new HashSet<String>());
        long awaited = session.getProjects().stream().filter(this::isMember).count();
        synchronized (called) {
            return called.add(module.getId()) && called.size() == awaited;
        }
    }

    /** Returns why the modules of this build are not all there are; empty if they are. */
    Optional<String> whySomeModules(MavenProject module) {
        List<MavenProject> built = session.getProjects();
        List<MavenProject> missing =
                modules().stream().filter(project -> !built.contains(project)).toList();
        if (!missing.isEmpty()) {
            return Optional.of("this build leaves out "
                    + missing.stream().map(MavenProject::getArtifactId).sorted().collect(Collectors.joining(", ")));
        }
        MavenProject parent = module.getParent();
        boolean isBelow = !isAskedByHand()
                && parent != null
                && parent.getFile() != null
                && !session.getAllProjects().contains(parent)
                && isMember(parent);
        return isBelow
                ? Optional.of("this build has only " + module.getArtifactId() + " of what " + parent.getArtifactId()
                        + " builds")
                : Optional.empty();
    }
}
