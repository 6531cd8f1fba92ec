"""`grade ci`: the workflows that it writes, their steps run as a runner would, and what a runner is told."""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from small_course import RIGHT, WRONG, small_course

from grader.cli import app as cli
from grader.course.model import CourseError
from grader.feedback import Location
from grader.grading import grader as grading
from grader.kits.ci import Workflow, annotate, exit_code, make_workflow
from grader.kits.providers import PROVIDERS
from grader.kits.providers.github import comment, workflow_command
from grader.kits.providers.gitlab import code_quality
from grader.kits.providers.model import Annotation, Provider
from grader.report.model import CheckResult, ExerciseResult, Isolation, Report, SubmissionInfo

HOSTILE = "def double(x):\n    print('::error::gotcha')\n    raise ValueError('::set-output name=a::b\\n::error::c')\n"


def grade(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(map(str, words)))
    return int(ended.value.code or 0)


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """The repository of a student, where `grade ci init` is called, and a course that lies elsewhere."""
    small_course(tmp_path / "course")
    (tmp_path / "repository" / "exercises").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repository")
    return tmp_path / "repository"


def report(*checks: CheckResult, score: float = 1, **fields: Any) -> Report:
    exercise = ExerciseResult(
        name="doubles", title="Doubles", status="error", score=score, max_score=4, checks=checks, **fields
    )
    return Report(
        course="small",
        submission=SubmissionInfo("work", "0" * 64),
        score=score,
        max_score=4,
        exercises=(exercise,),
        isolation=Isolation("strict", "fork"),
        environment={},
        seed=1,
    )


def lost(message: str, **fields: Any) -> CheckResult:
    values = {"name": "test_double", "title": "Any number", "status": "error", "score": 0.0, "max_score": 1.0}
    return CheckResult(**{**values, "message": message, **fields})


# the workflows


def test_a_github_workflow_gives_the_checkout_no_power(repository):
    assert grade("ci", "init", "github", "--policy", "3", "--course-repository", "kim/course") == 0
    workflow = yaml.safe_load((repository / ".github/workflows/grade.yml").read_text())
    assert set(workflow[True]) == {"push", "pull_request"}  # YAML reads the key `on` as true
    assert workflow["permissions"] == {}
    job = workflow["jobs"]["grade"]
    assert job["permissions"] == {"contents": "read"}
    steps = {step["name"]: step for step in job["steps"]}
    names = list(steps)
    assert (
        names.index("Check out the course")
        < names.index("Install the grader")
        < names.index("Check out the submission")
    )
    for name in ("Check out the submission", "Check out the course"):
        assert steps[name]["with"]["persist-credentials"] is False
    assert steps["Check out the submission"]["with"]["path"] != steps["Check out the course"]["with"]["path"]
    secrets = {name: re.findall(r"secrets\.(\w+)", json.dumps(step)) for name, step in steps.items()}
    assert {name: found for name, found in secrets.items() if found} == {
        "Check out the course": ["GRADE_COURSE_TOKEN"],
        "Grade": ["GRADE_SECRET"],
    }
    for step in job["steps"]:
        assert "${{" not in step.get("run", "")  # nothing of an event becomes a part of a script
    run = shlex.split(steps["Grade"]["run"])
    assert run[:2] == ["cd", "$RUNNER_TEMP"]
    assert run[run.index("--sandbox") + 1] == "strict"
    assert run[run.index("--course") + 1] == "$GITHUB_WORKSPACE/course"
    assert run[run.index("--policy") + 1] == "3"


def installs(repository: Path, provider: str, *words: object) -> str:
    """The lines that install the grader, of the workflow that is written for these options."""
    assert grade("ci", "init", provider, "--force", *words) == 0
    workflow = yaml.safe_load((repository / PROVIDERS[provider].workflow).read_text())
    job = workflow["jobs"]["grade"] if provider == "github" else workflow["grade"]
    scripts = [step.get("run", "") for step in job["steps"]] if provider == "github" else job["script"]
    return next(script for script in scripts if "pip install" in script)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_a_job_installs(repository, tmp_path, provider):
    """A package, an address with a hash, a wheel of one's own in the course's repository, or by default the one of the
    instructor's kit there."""
    address = f"https://example.org/grader.whl#sha256={'a' * 64}"
    assert f"pip install --quiet {shlex.quote(address)}\n" in installs(repository, provider, "--grader", address)
    assert "pip install --quiet tf-grader==" in installs(repository, provider)
    wheel = tmp_path / "mine-1.0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    script = installs(repository, provider, "--grader", wheel, "--course-repository", "kim/course")
    assert hashlib.sha256(b"a wheel").hexdigest() in script
    assert "/mine-1.0-py3-none-any.whl" in script
    assert release(tmp_path / "kits", tmp_path / "course") == 0
    (made,) = (tmp_path / "kits" / "instructor").glob("*.whl")
    script = installs(repository, provider, "--course-repository", "kim/course")
    assert f"{hashlib.sha256(made.read_bytes()).hexdigest()} *" in script
    assert f"/{made.name}" in script


def release(out: Path, course: Path) -> int:
    return grade("release", out, "--course", course)


@pytest.mark.parametrize("content", [b"the wheel", b"another"])
def test_a_job_refuses_a_wheel_of_another_hash(repository, tmp_path, content):
    """The script up to the installation, as a runner would start it."""
    wheel = tmp_path / "mine-1.0-py3-none-any.whl"
    wheel.write_bytes(b"the wheel")
    script = installs(repository, "github", "--grader", wheel, "--course-repository", "kim/course")
    (tmp_path / "course" / wheel.name).write_bytes(content)
    checks = [line for line in script.splitlines() if "sha256sum" in line]
    environment = {"GITHUB_WORKSPACE": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", "\n".join(checks)], env=environment, capture_output=True)
    assert checks
    assert (done.returncode == 0) == (content == b"the wheel")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_workflow_grades_what_was_named(repository, tmp_path, monkeypatch, provider):
    """An assignment of a course elsewhere stands in the file, and `grade ci run` grades its exercises alone."""
    words = ("week3", "--course-repository", "kim/course")
    assert grade("ci", "init", provider, *words) == 0
    line = next(
        line for line in (repository / PROVIDERS[provider].workflow).read_text().splitlines() if " run " in line
    )
    assert " week3 --reports " in line
    (tmp_path / "course/suites/course.toml").write_text('[assignments.week3]\nexercises = ["doubles"]\n')
    graded = []
    monkeypatch.setattr(grading.Grader, "grade", lambda self, work, chosen: graded.extend(chosen) or report())
    told = ("--reports", tmp_path / "r", "--course", tmp_path / "course", "--policy", "never")
    assert grade("ci", "run", provider, repository, "week3", *told) == 0
    assert [exercise.name for exercise in graded] == ["doubles"]


def test_a_gitlab_workflow_keeps_reports(repository):
    assert grade("ci", "init", "gitlab") == 0
    (job,) = yaml.safe_load((repository / ".gitlab-ci.yml").read_text()).values()
    assert job["artifacts"]["reports"] == {"junit": "reports/report.xml", "codequality": "reports/code-quality.json"}
    assert job["artifacts"]["when"] == "always"
    assert job["script"][0].startswith("cd /\n")
    assert job["script"][-1].endswith("--policy full --sandbox strict\n")
    assert not [line for line in job["script"] if "course" in line]


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=PROVIDERS)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_value_of_an_option_gets_out_of_its_place(provider: Provider, grader, course):
    """A value is refused, or the workflow is still the same but for one word of a command."""
    try:
        text = make_workflow(provider, Workflow(grader=grader, course=course))
    except CourseError:
        return
    usual = yaml.safe_load(make_workflow(provider, Workflow(course="a/b" if course else "")))
    assert shape(yaml.safe_load(text)) == shape(usual)
    assert shlex.quote(grader) in text


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return len(value.splitlines()) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["gihub"], "unknown provider 'gihub'; did you mean github?"),
        (["jenkins"], "unknown provider 'jenkins' (choose from github, gitlab)"),
        (["github", "--policy", "most"], "--policy most: use full, never or a number of points"),
        (["github", "--policy", "nan"], "--policy nan: use full, never or a number of points"),
        (["github", "--policy", "1\nrm -rf /"], "use full, never or a number of points"),
        (["github", "--grader", "-rlist.txt"], "--grader '-rlist.txt': name one requirement for pip"),
        (["github", "--grader", "a b"], "--grader 'a b': name one requirement for pip"),
        (
            ["github", "--grader", "https://a.org/g.whl"],
            "add the hash of the file, as in https://HOST/FILE.whl#sha256=",
        ),
        (["github", "--grader", "https://a.org/g.whl#sha256=ab"], "add the hash of the file"),
        (["github", "--grader", "git+https://a.org/g@main"], "add the hash of the file"),
        (["github", "--grader", "g.whl"], "a job can read this file only from the repository of your course"),
        (["github", "--grader", "g.whl", "--course-repository", "kim/course"], "g.whl: cannot be read: No such file"),
        (["github", "gaets"], "there is no exercise 'gaets'. Did you mean gates?"),
        (["github", "a b", "--course-repository", "kim/course"], "'a b' cannot be the name of an exercise"),
        (["github", "--course-repository", "course"], "--course-repository 'course': name it as OWNER/NAME"),
    ],
)
def test_what_ci_init_refuses(repository, capsys, words, complaint):
    assert grade("ci", "init", *words) == 2
    assert complaint in capsys.readouterr().err
    assert not list(repository.rglob("*.yml"))


def test_ci_init_where_it_does_not_belong(wording, repository, capsys):
    assert grade("ci", "init", "github") == 0
    assert grade("ci", "init", "github") == 2
    assert "grade.yml exists; --force overwrites it" in capsys.readouterr().err
    assert grade("ci", "init", "github", "--force") == 0
    (repository / "exercises").rmdir()
    assert grade("ci", "init", "gitlab") == 2
    assert capsys.readouterr().err == wording


# the comment on a pull request

GH = """#!{python}
import json, sys
from pathlib import Path
store = Path({store!r})
known = json.loads(store.read_text())
words = sys.argv[1:]
url = next(word for word in words if word.startswith("repos/"))
if "--jq" in words:
    told = words[words.index("--jq") + 1]
    assert 'github-actions[bot]' in told and '<!-- grade -->' in told and url == "repos/kim/course/issues/7/comments"
    ours = [each for each in known if each["login"] == "github-actions[bot]"]
    print("\\n".join(str(each["id"]) for each in ours if each["body"].startswith("<!-- grade -->")))
    sys.exit()
body = Path(next(word for word in words if word.startswith("body=@")).removeprefix("body=@")).read_text()
if "PATCH" in words:
    assert url.startswith("repos/kim/course/issues/comments/")
    next(each for each in known if each["id"] == int(url.rpartition("/")[2]))["body"] = body
else:
    known.append({{"id": len(known) + 1, "login": "github-actions[bot]", "body": body}})
store.write_text(json.dumps(known))
"""
"""Stands for GitHub's command, with the comments of one pull request."""


def test_a_pull_request_has_one_comment_which_is_updated(repository, tmp_path):
    assert grade("ci", "init", "github") == 0
    job = yaml.safe_load((repository / ".github/workflows/grade.yml").read_text())["jobs"]["comment"]
    assert job["permissions"] == {"pull-requests": "write"}
    assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"]
    assert [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step] == ["actions/download-artifact"]
    (step,) = [step for step in job["steps"] if "run" in step]
    assert "${{" not in step["run"]
    store, bin = tmp_path / "comments.json", tmp_path / "bin"
    others = [
        {"id": 1, "login": "kim", "body": "<!-- grade --> mine"},
        {"id": 2, "login": "github-actions[bot]", "body": "x"},
    ]
    store.write_text(json.dumps(others))
    bin.mkdir()
    (bin / "gh").write_text(GH.format(python=sys.executable, store=str(store)))
    (bin / "gh").chmod(0o755)
    (tmp_path / "reports").mkdir()
    environment = {"PATH": f"{bin}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path)}
    environment |= {name: re.sub(r"\$\{\{.*?\}\}", "kim/course", text, count=1) for name, text in step["env"].items()}
    environment |= {"COMMENTS": re.sub(r"\$\{\{.*?\}\}", "7", environment["COMMENTS"])}
    for score in (1, 3):
        (tmp_path / "reports/comment.md").write_bytes(comment(report(score=score), "en"))
        subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], env=environment, check=True
        )
    *before, ours = json.loads(store.read_text())
    assert before == others
    assert ours["body"].startswith("<!-- grade -->\n# small")
    assert "3 of 4 points" in ours["body"]


def test_a_comment_fits_and_nothing_in_it_calls_anybody():
    long = [lost("@octocat " + "x" * 1500, name=f"test_{number}") for number in range(80)]
    for language in ("en", "ko"):
        said = comment(report(*long), language).decode()
        assert len(said) < 65_536
        assert "| doubles |" in said
    assert "@octocat" not in comment(report(lost("@octocat")), "en").decode()


# the exit code


@pytest.mark.parametrize(
    ("policy", "score", "code"),
    [("full", 4, 0), ("full", 3, 1), ("never", 0, 0), ("3", 3, 0), ("3", 2.5, 1), ("60", 4, 0), ("60", 3, 1)],
)
def test_the_policy_decides_the_exit_code(policy, score, code):
    assert exit_code(report(score=score), policy) == code


@pytest.mark.parametrize("policy", ["full", "never", "1"])
def test_a_fault_of_the_grader_is_seen_under_every_policy(policy):
    assert exit_code(report(lost("", status="internal"), score=4), policy) == 3


# annotations


def test_an_annotation_stands_at_the_place_of_the_result(tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises/doubles.py").write_text("")
    checks = [lost("It is wrong."), lost("It raised ValueError.", name="b", place=Location("doubles.py", line=12))]
    found = list(annotate(report(*checks), tmp_path, "en"))
    assert [(each.file, each.line) for each in found] == [("exercises/doubles.py", 12), ("exercises/doubles.py", 0)]


def test_what_a_message_says_names_no_place(tmp_path):
    (there,) = annotate(report(lost("It raised ValueError: no (doubles.py:12)")), tmp_path, "en")
    assert there.line == 0


def test_an_annotation_of_a_notebook_names_the_file_alone(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/doubles.ipynb").write_text("")
    (there,) = annotate(report(lost("It is wrong.", place=Location("doubles.ipynb", 3, 2))), tmp_path, "ko")
    assert (there.file, there.line) == ("notebooks/doubles.ipynb", 0)


def test_a_place_in_another_file_is_that_of_the_exercise(tmp_path):
    (there,) = annotate(report(lost("It is wrong.", place=Location("../other.py", line=2))), tmp_path, "en")
    assert (there.file, there.line) == ("exercises/doubles.py", 0)


def test_a_file_that_cannot_be_read_is_annotated_too(tmp_path):
    unread = report(message="invalid syntax", place=Location("doubles.py", line=7))
    found = list(annotate(unread, tmp_path, "en"))
    assert [(each.line, each.message) for each in found] == [(7, "invalid syntax")]


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.integers(0, 99))
def test_no_text_becomes_a_workflow_command(file, title, message, line):
    said = workflow_command(Annotation(file, line, title, message))
    assert len(re.split("[\r\n]", said)) == 1
    properties, data = said.removeprefix("::error ").split("::", 1)
    assert dict(each.split("=", 1) for each in properties.split(",") if each).keys() <= {"file", "line", "title"}
    assert data.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%") == message


def test_code_quality_has_the_fields_that_gitlab_reads():
    issues = json.loads(code_quality([Annotation("a.py", 3, "t", "m\nn"), Annotation("a.py", 0, "u", "m")]))
    assert [issue.keys() for issue in issues] == [
        {"description", "check_name", "fingerprint", "severity", "location"}
    ] * 2
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [3, 1]
    assert len({issue["fingerprint"] for issue in issues}) == 2


# a run


def run_steps(repository: Path, temp: Path) -> subprocess.CompletedProcess[str]:
    """The workflow's last shell step, as GitHub's runner would start it."""
    workflow = yaml.safe_load((repository / ".github/workflows/grade.yml").read_text())
    step = next(step for step in workflow["jobs"]["grade"]["steps"] if step["name"] == "Grade")
    (temp / "grader/bin").mkdir(parents=True)
    (temp / "grader/bin/grade").write_text(f'#!/bin/sh\nexec {sys.executable} -m grader "$@"\n')
    (temp / "grader/bin/grade").chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRADE")}
    environment |= {"RUNNER_TEMP": str(temp), "GITHUB_STEP_SUMMARY": str(temp / "summary.md")}
    environment |= {"GITHUB_WORKSPACE": str(temp.parent / "workspace"), "GRADE_LANG": step["env"]["GRADE_LANG"]}
    environment |= {"PYTHONPATH": str(Path(cli.__file__).parent.parent)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=repository)


@pytest.mark.slow
@pytest.mark.parametrize(("text", "code"), [(RIGHT, 0), (WRONG, 1), (HOSTILE, 1)], ids=["right", "wrong", "hostile"])
def test_a_pushed_submission_is_graded_with_the_instructors_checks(repository, tmp_path, text, code):
    assert grade("ci", "init", "github", "--course-repository", "kim/course") == 0
    workspace, temp = tmp_path / "workspace", tmp_path / "temp"
    (workspace / "submission").mkdir(parents=True)
    small_course(workspace / "submission", "", points=1)  # suites and solutions of the student's own
    (workspace / "submission/exercises").mkdir()
    (workspace / "submission/exercises/doubles.py").write_text(text)
    (tmp_path / "course").rename(workspace / "course")
    temp.mkdir()
    done = run_steps(repository, temp)
    assert (done.returncode, done.stderr) == (code, "")
    graded = json.loads((temp / "reports/report.json").read_bytes())
    assert (graded["course"], graded["max_score"]) == ("small", 4)
    assert sorted(path.name for path in (temp / "reports").iterdir()) == [
        "comment.md",
        *(f"report.{suffix}" for suffix in ("html", "json", "md", "xml")),
    ]
    assert "of 4 points" in (temp / "summary.md").read_text()
    commands = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert all(line.startswith("::error file=exercises/doubles.py") for line in commands)
    assert bool(commands) == bool(code)
    if text == HOSTILE:
        assert commands[0].startswith("::error file=exercises/doubles.py,line=3,")


def test_a_run_says_nothing_of_hidden_checks_and_nothing_raw(repository, tmp_path, monkeypatch, capsys):
    secret = lost("[5.5] is wrong", visibility="hidden", hint="Think.", output="::error::x")
    monkeypatch.setattr(
        grading.Grader, "grade", lambda self, work, chosen: report(secret, lost("a\n::error::b", name="c"))
    )
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    code = grade("ci", "run", "gitlab", repository, "--reports", tmp_path / "r", "--course", tmp_path / "course")
    assert code == 1
    log = capsys.readouterr().out
    assert not re.search("^::", log, re.M)
    written = log + "".join(path.read_text() for path in (tmp_path / "r").iterdir())
    assert "5.5" not in written
    assert "Think." in written
    assert msgspec.json.decode((tmp_path / "r/code-quality.json").read_bytes())


def test_a_link_in_the_checkout_is_not_followed(repository, tmp_path):
    """A student's `exercises` that leads to the solutions beside the checkout."""
    (repository / "exercises").rmdir()
    (repository / "exercises").symlink_to(tmp_path / "course" / "solutions")
    code = grade("ci", "run", "github", repository, "--reports", tmp_path / "r", "--course", tmp_path / "course")
    assert code == 1
    assert json.loads((tmp_path / "r/report.json").read_bytes())["score"] == 0


def test_what_ci_run_refuses(wording, repository, tmp_path, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/old").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "course")
    for reports in ("full", "link", "full/old"):
        assert grade("ci", "run", "github", repository, "--reports", tmp_path / reports) == 2
        assert "is not an empty folder; name a new one" in capsys.readouterr().err
    assert grade("ci", "run", "github", repository, "--reports", tmp_path / "full/old/new") == 2
    assert capsys.readouterr().err == wording
    assert grade("ci", "run", "github", tmp_path / "nothing", "--reports", tmp_path / "r") == 2
    assert capsys.readouterr().err == wording
