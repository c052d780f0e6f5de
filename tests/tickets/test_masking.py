"""What of a configuration may be shown: no secret of any syntax, and everything else word for word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.masking import MASK, mask

SECRET = "S3cr3tWord99"
KEY = "-----BEGIN PRIVATE KEY-----MII-----END PRIVATE KEY-----"

SECRETS = {
    "FortiOS password": f"set password ENC {SECRET}==",
    "FortiOS plain password": f"    set passwd {SECRET}",
    "FortiOS shared key": f'        set psksecret ENC "{SECRET}"',
    "FortiOS SNMP user": f"set auth-pwd ENC {SECRET}",
    "FortiOS second key": f"set ppk-secret {SECRET}",
    "FortiOS wireless": f"set passphrase ENC {SECRET}",
    "FortiOS numbered": f"set secondary-secret ENC {SECRET}",
    "FortiOS dynamic DNS": f'set ddns-key "{SECRET}"',
    "FortiOS manual key": f"set enckey {SECRET}",
    "FortiOS second TACACS+": f"set secondary-key {SECRET}",
    "FortiOS routing": f'set md5-key 1 "{SECRET}"',
    "FortiOS token": f"set seed {SECRET}",
    "PAN-OS hash": f"<phash>{SECRET}</phash>",
    "PAN-OS shared key": f"<pre-shared-key><key>{SECRET}</key></pre-shared-key>",
    "PAN-OS community": f"<snmp-community-string>{SECRET}</snmp-community-string>",
    "PAN-OS bind password": f"<bind-password>{SECRET}</bind-password>",
    "PAN-OS set hash": f"set mgt-config users admin phash {SECRET}",
    "PAN-OS set key": f"set network ike gateway g authentication pre-shared-key key {SECRET}",
    "PAN-OS set community": (
        f"set deviceconfig system snmp-setting access-setting version v2c snmp-community-string {SECRET}"
    ),
    "IOS enable": f"enable secret 5 {SECRET}",
    "IOS user": f"username admin privilege 15 password 7 {SECRET}",
    "IOS user secret": f"username admin secret 9 {SECRET}",
    "IOS line": f" password 7 {SECRET}",
    "IOS community": f"snmp-server community {SECRET} RO 10",
    "IOS trap host": f"snmp-server host 10.0.0.1 version 2c {SECRET}",
    "IOS SNMP user": f"snmp-server user ops grp v3 auth sha {SECRET} priv aes 128 Other",
    "IOS SNMP privacy": f"snmp-server user ops grp v3 auth sha Other priv aes 128 {SECRET}",
    "IOS VPN": f"crypto isakmp key {SECRET} address 192.0.2.1",
    "IOS TACACS": f"tacacs-server host 10.0.0.2 key 7 {SECRET}",
    "IOS RADIUS": f"radius-server key {SECRET}",
    "IOS server key": f" key 7 {SECRET}",
    "IOS BGP": f" neighbor 192.0.2.9 password {SECRET}",
    "IOS OSPF": f" ip ospf message-digest-key 1 md5 7 {SECRET}",
    "IOS key chain": f"  key-string {SECRET}",
    "IOS SNMP localized": f"snmp-server user ops grp v3 encrypted auth md5 {SECRET} priv des Other",
    "IOS NHRP": f" ip nhrp authentication {SECRET}",
    "IOS EIGRP": f"  authentication mode hmac-sha-256 0 {SECRET}",
    "IOS manual key": f" set session-key inbound esp 256 cipher {SECRET} authenticator Other",
    "IOS manual authenticator": f" set session-key inbound esp 256 cipher Other authenticator {SECRET}",
    "ASA tunnel": f" ikev1 pre-shared-key {SECRET}",
    "ASA remote": f" ikev2 remote-authentication pre-shared-key {SECRET}",
    "EXOS account": f'configure account admin encrypted "{SECRET}"',
    "EXOS new account": f'create account admin "ops" encrypted "{SECRET}"',
    "EXOS plain account": f"create account user ops {SECRET}",
    "EXOS community": f"configure snmp add community readwrite {SECRET}",
    "EXOS RADIUS": f'configure radius mgmt-access primary shared-secret encrypted "{SECRET}"',
    "EXOS SNMPv3": f"configure snmpv3 add user ops authentication md5 auth-encrypted hex {SECRET}",
    "EXOS SNMPv3 localized": f"configure snmpv3 add user ops privacy aes priv-encrypted localized-key 23:{SECRET}",
    "EXOS SNMPv3 plain": f"configure snmpv3 add user ops authentication md5 {SECRET} privacy des Other",
    "EXOS SNMPv3 privacy": f"configure snmpv3 add user ops authentication md5 Other privacy des {SECRET}",
    "EXOS SNMPv3 community": f'configure snmpv3 add community "x" name "{SECRET}" user "v1v2c_ro"',
    "Comware community": f"snmp-agent community read cipher {SECRET}",
    "Net-SNMP user": f"createUser ops MD5 Other DES {SECRET}",
    "Net-SNMP community": f"com2sec lecture default {SECRET}",
    "Stormshield": f"PSK={SECRET}",
    "INI": f"admin_password = {SECRET}",
    "JSON": f'{{"api_key": "{SECRET}", "host": "fw"}}',
    "YAML": f"  shared_secret: {SECRET}",
    "JSON list": f'{{"passwords": [ "Other", "{SECRET}" ]}}',
    "environment": f"DB_PASS={SECRET}",
    "name with an end": f"snmp_community_ro = {SECRET}",
    "LDIF": f"userPassword:: {SECRET}",
    "table": f"| password | {SECRET} |",
    "CDATA": f"<password><![CDATA[{SECRET}]]></password>",
    "CDATA with a tag's sign": f"<password><![CDATA[a<{SECRET}]]></password>",
    "name after a name": f"wlan psk pass-phrase {SECRET}",
    "secret like a name": f"username admin secret {SECRET}Key privilege 15",
    "French": f"Mot de passe admin : {SECRET}",
    "French, short": f"mdp\u00a0: {SECRET}",
    "French, in a sentence": f"La clé partagée du tunnel est {SECRET}",
    "English, in a sentence": f"the password for admin is {SECRET}",
    "basic login": f"Authorization: Basic {SECRET}",
    "cookie": f"Set-Cookie: APSCOOKIE={SECRET}; path=/",
    "bearer without a name": f"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.{SECRET}",
    "curl": f"curl -u admin:{SECRET} https://10.0.0.1/api",
    "snmpwalk": f"snmpwalk -v2c -c {SECRET} 10.0.0.1",
    "before a key": f'{{"secret": "{SECRET}", "pem": "{KEY}"}}',
    "behind a key": f'{{"pem": "{KEY}", "secret": "{SECRET}"}}',
    "URL": f"ftp://backup:{SECRET}@10.0.0.3/cfg",
    "crypt": f"root:$6$salt${SECRET}:19000:0",
}


@pytest.mark.parametrize("line", SECRETS.values(), ids=SECRETS)
def test_no_secret_is_shown(line: str) -> None:
    masked = mask(line)

    assert SECRET not in masked.text
    assert MASK in masked.text
    assert masked.secrets >= 1


@pytest.mark.parametrize(
    "line",
    [
        "set hostname FGT-LILLE",
        'set name "wan1"',
        "set ip 10.0.0.1 255.255.255.0",
        "set admin-server-cert Fortinet_Factory",
        "set dhgrp 14 5",
        "set proposal aes256-sha256",
        "interface GigabitEthernet0/1",
        " description Lien vers le coeur",
        "ip route 0.0.0.0 0.0.0.0 192.0.2.1",
        "configure vlan Default delete ports all",
        "<hostname>pa-850</hostname>",
        "set password-policy status enable",
        "no service password-recovery",
        "! Last configuration change at 10:00",
        "-----BEGIN CERTIFICATE-----",
        'set ssh-public-key "ssh-rsa AAAAB3Nza"',
        "set rekey enable",
        "le mot de passe a été changé hier",
    ],
)
def test_what_is_no_secret_stays_word_for_word(line: str) -> None:
    assert mask(line).text == line


def test_the_names_of_communities_are_masked_in_their_block_only() -> None:
    text = (
        'config system snmp community\n    edit 1\n        set name "s3same"\n'
        "        config hosts\n            edit 1\n            next\n        end\n    next\nend\n"
        'config system interface\n    edit "x"\n        set name "wan1"\n    next\nend'
    )
    masked = mask(text).text

    assert "s3same" not in masked
    assert 'set name "wan1"' in masked


def test_a_private_key_is_masked_to_its_end() -> None:
    text = (
        'set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBO\nBgkqhkiG\n'
        '-----END ENCRYPTED PRIVATE KEY-----"\nset range global'
    )
    masked = mask(text)

    assert "MIIFHDBO" not in masked.text and "BgkqhkiG" not in masked.text
    assert masked.text.endswith("set range global")
    assert masked.secrets == 1


def test_a_key_whose_end_was_cut_off_is_masked_all_the_same() -> None:
    assert "MIIFHDBO" not in mask("-----BEGIN RSA PRIVATE KEY-----\nMIIFHDBO").text


@pytest.mark.parametrize(
    "text",
    [
        f"-----BEGIN OpenVPN Static key V1-----\n{SECRET}\n-----END OpenVPN Static key V1-----",
        f"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n{SECRET}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",
        f"Public-Lines: 1\nAAAA\nPrivate-Lines: 1\n{SECRET}",
        f"Private-MAC: {SECRET}",
        f"admin_password: |\n  {SECRET}",
        f"set password \\\n  {SECRET}",
    ],
    ids=["OpenVPN", "SSH2", "PuTTY", "PuTTY's sum", "a block of YAML", "a line that goes on"],
)
def test_a_secret_that_stands_on_lines_of_its_own_is_masked_to_its_last(text: str) -> None:
    masked = mask(f"{text}\nhostname: fw")

    assert SECRET not in masked.text
    assert masked.text.endswith("hostname: fw")


@given(st.text(max_size=400))
def test_the_lines_of_any_text_stay_in_their_number(text: str) -> None:
    assert mask(text).text.count("\n") == text.count("\n")


@given(st.sampled_from(list(SECRETS.values())), st.text(alphabet=st.characters(codec="ascii"), max_size=40))
def test_what_stands_on_the_lines_around_never_uncovers_a_secret(line: str, around: str) -> None:
    around = around.replace("\n", " ").replace("\r", " ")

    assert SECRET not in mask(f"{around}\n{line}\n{around}").text


def test_masking_twice_changes_nothing() -> None:
    once = mask("\n".join(SECRETS.values())).text

    assert mask(once).text == once


def test_the_words_of_an_element_may_stand_on_the_lines_below() -> None:
    masked = mask(f"<password>\n  {SECRET}\n</password>\n<hostname>pa-850</hostname>").text

    assert SECRET not in masked
    assert masked.endswith("<hostname>pa-850</hostname>")


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----" * 2_000,
        "password for " * 8_000,
        "authorization: " * 7_000,
        "key[" * 25_000,
        "authentication " * 7_000,
        "createUser " * 9_000,
        " -c" * 30_000,
        "key a " * 80_000,
        "<key>a</key>" * 40_000,
        "key " * 25_000,
        "<key" * 25_000,
        "a" * 100_000,
        "set " * 30_000,
        "set a " + "-" * 50_000,
        '"' * 50_000,
    ],
)
def test_a_line_made_to_be_slow_is_not(line: str) -> None:
    started = time.process_time()

    assert mask(line).text.count("\n") == 0
    assert time.process_time() - started < 3
