"""Where a repository can be. A new provider is a module, a template, and its name in this tuple."""

from grader.kits.providers.github import GITHUB
from grader.kits.providers.gitlab import GITLAB

PROVIDERS = {each.name: each for each in (GITHUB, GITLAB)}
