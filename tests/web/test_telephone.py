"""Telephone fields on the screen: what a thumb calls, and what it cannot."""

import pytest

from liaison.web.components.telephone import calls, links


@pytest.mark.parametrize(
    ("stored", "dialled"),
    [
        pytest.param("13912345678", ["13912345678"], id="mobile"),
        pytest.param("13912345678 张三", ["13912345678"], id="with-a-name"),
        pytest.param("0572-2123456-8001 李四", ["05722123456"], id="landline-extension-name"),
        pytest.param("2123456-8001", ["2123456"], id="local-extension"),
        pytest.param("13912345678 661234", ["13912345678"], id="short-number-behind"),
        pytest.param("13912345678 张三; 0572-2123456", ["13912345678", "05722123456"], id="two"),
        pytest.param("找门卫", [""], id="nothing-to-call"),
        pytest.param(None, [], id="none"),
    ],
)
def test_a_call_dials_the_number_alone(stored: str | None, dialled: list[str]) -> None:
    assert [call.dialled for call in calls(stored)] == dialled


def test_only_what_can_be_called_is_a_link() -> None:
    called, told = links("13912345678 <张三>; 找门卫", "call")
    expected = '<a class="call" href="tel:13912345678" target="_self">13912345678 &lt;张三&gt;</a>'
    assert (str(called), str(told)) == (expected, "找门卫")
