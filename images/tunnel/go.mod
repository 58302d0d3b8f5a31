module flotilla.invalid/flotilla-tunnel

go 1.24
