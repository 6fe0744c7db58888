Feature: Developers work in their namespace, and nowhere else

  Scenario: Who is in the group
    Given alice of the group developers
    Then alice can list pods in dev
    And alice cannot list pods in ci

  Scenario: Who is not
    Given eve of the group visitors
    Then eve cannot list pods in dev
