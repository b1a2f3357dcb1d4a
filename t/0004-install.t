#!/bin/sh
# make install puts everything where it belongs, under PREFIX and DESTDIR, and what it puts there works.
. "${0%/*}/lib.sh"

# -o all: what is to be installed was built before, maybe with other flags than this make knows of.
install_into() {
	MAKEFLAGS='' make -s -C "$top" -o all BUILD="$build" install "$@"
}
check "make install with PREFIX and DESTDIR" install_into DESTDIR="$PWD/root" PREFIX=/usr
find root -type f | sed 's|^root||' | LC_ALL=C sort >installed
{
	echo /usr/bin/reckon
	echo /usr/include/reckon.h
	echo /usr/lib/libreckon.a
	echo /usr/share/bash-completion/completions/reckon
	(cd "$build/man" && ls ./*.1) | sed 's|^\.|/usr/share/man/man1|'
	(cd "$top/rules/lib" && ls ./*) | sed 's|^\.|/usr/share/reckon/rules/lib|'
} | LC_ALL=C sort >expected
check_same "everything is where it belongs, and nothing else" expected installed
check "the installed program runs" root/usr/bin/reckon --version
find root -type f -perm /111 | sed 's|^root||' >executable
echo /usr/bin/reckon >expected
check_same "only the program may be executed" expected executable
find root ! -perm -a+r >unreadable
check_same "everyone may read all of it" /dev/null unreadable

check "make install in another umask" sh -c 'umask 077 && MAKEFLAGS="" make -s -C "$0" -o all BUILD="$1" install DESTDIR="$2"' \
	"$top" "$build" "$PWD/private"
find private/usr ! -perm -a+r >unreadable
check_same "... everyone may still read all of it" /dev/null unreadable
check_that "... and PREFIX is /usr/local when nothing is said" -x private/usr/local/bin/reckon

finish
