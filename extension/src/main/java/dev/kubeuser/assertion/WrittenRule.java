package dev.kubeuser.assertion;

import dev.kubeuser.rbac.RbacRule;

/**
 * Words a rule with its file and line, as far as they are known.
 *
 * @param rule which
 */
record WrittenRule(RbacRule rule) {

    @Override
    public String toString() {
        return "rule " + new RuleText(rule) + (rule.origin() == null ? "" : " (" + rule.origin() + ")");
    }
}
