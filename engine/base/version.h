/* version.h: the one place that says which reckon this is, and when it was released (manual pages show the day). */
#ifndef RECKON_BASE_VERSION_H
#define RECKON_BASE_VERSION_H

#define RECKON_VERSION  "0.1.0"
#define RECKON_RELEASED "November 22, 2026"

#endif
