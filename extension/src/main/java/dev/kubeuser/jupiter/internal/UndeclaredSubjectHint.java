package dev.kubeuser.jupiter.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Says what to do if JUnit finds no resolver for a parameter of one of our types. Without an annotation the extension
 * is not registered, so it cannot say so itself. JUnit's launcher finds this listener by its service file.
 */
public final class UndeclaredSubjectHint implements TestExecutionListener {

    private static final System.Logger LOG = System.getLogger(UndeclaredSubjectHint.class.getName());
    private static final Pattern UNRESOLVED = Pattern.compile(
            "No ParameterResolver registered for parameter \\[(dev\\.kubeuser\\.\\S+) .*?\\] in (method|constructor) \\[(.*)]");

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable()
                .map(Throwable::getMessage)
                .map(UNRESOLVED::matcher)
                .filter(Matcher::find)
                .ifPresent(unresolved -> LOG.log(System.Logger.Level.WARNING, hint(unresolved)));
    }

    private static String hint(Matcher unresolved) {
        String type = unresolved.group(1);
        return "kubeuser: no subject is declared for the " + type.substring(type.lastIndexOf('.') + 1) + " of "
                + unresolved.group(3) + ": put @KubeUser(\"...\") on the class, the method or the parameter";
    }
}
